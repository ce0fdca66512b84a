//! What Terraform refuses before it evaluates anything.

use super::Case;

#[test]
fn modules_that_all_call_each_other_are_each_gone_into_once() {
    let texts: Vec<(String, String)> = (0..9)
        .map(|at| {
            let calls = (0..9)
                .filter(|to| *to != at)
                .map(|to| format!("module \"m{to}\" {{ source = \"../m{to}\" }}\n"));
            let own = "resource \"r\" \"x\" { v = 1 }\nterraform {\n  backend \"s3\" {}\n}\n";
            (format!("m{at}/main.tf"), calls.collect::<String>() + own)
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let shown = Case::new(&files).show();
    // Nine roots, each with nine modules at the most.
    assert_eq!(shown.matches("r.x {").count(), 81, "{shown}");
}

#[test]
fn what_terraform_refuses_beforehand_is_not_caught() {
    let text = "
locals { a = { b = 1 } }
resource \"r\" \"x\" {
  a = try(local.nosuch, 1)
  b = try(var.nosuch, 1)
  c = can(r.nosuch.id)
  d = try(module.nosuch.x, 1)
  e = try(each.key, 1)
  f = try(local.a.nosuch, 1)
  g = can(local.a.nosuch)
}
";
    let shown = Case::new(&[("main.tf", text)]).show();
    assert!(shown.contains("\"f\":1") && shown.contains("\"g\":false"), "{shown}");
    let unknown = |name: &str| shown.contains(&format!("\"{name}\":{{\"$unknown\""));
    assert!(["a", "b", "c", "d", "e"].into_iter().all(unknown), "{shown}");
}
