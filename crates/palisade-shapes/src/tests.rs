use crate::manifests::kind_of;
use crate::table::{Form, Table, camel, table};

#[test]
fn the_table_is_whole() {
    let table = table();
    assert!(table.problems.is_empty(), "{:?}", table.problems);
    assert!(table.resources.len() > 30, "{}", table.resources.len());
    let mut reached = vec![false; table.objects.len()];
    let mut waiting: Vec<usize> = table.resources.values().map(|entry| entry.object).collect();
    while let Some(at) = waiting.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            waiting.extend(table.objects[at].values().filter_map(|field| match field.form {
                Form::One(object) | Form::Many(object) | Form::Inline(object) => Some(object),
                _ => None,
            }));
        }
    }
    assert!(reached.iter().all(|r| *r), "an object of the table is used by nothing");
}

#[test]
fn the_table_of_defaults_is_whole() {
    assert!(
        crate::defaults::table().problems.is_empty(),
        "{:?}",
        crate::defaults::table().problems
    );
    let table =
        crate::defaults::Table::read("aws: {since: '1', resources: {a: {}, b: {c: [1]}}}\nx: {}");
    let wanted = [
        "`a` has no defaults",
        "`b.c` has no plain value",
        "`b` has no defaults",
        "`x` has no `since`",
    ];
    assert_eq!(table.problems, wanted);
}

#[test]
fn the_table_of_what_is_kept_empty_is_whole() {
    assert!(crate::empty::table().problems.is_empty(), "{:?}", crate::empty::table().problems);
    let table = crate::empty::Table::read("aws: {since: '1', kept: {a: [b], aws_c: []}}\nx: {}");
    assert_eq!(table.problems, ["`a` of `aws`", "`aws_c` of `aws`", "`x` has no `since`"]);
}

#[test]
fn the_table_of_truth_values_is_whole() {
    assert!(
        crate::booleans::table().problems.is_empty(),
        "{:?}",
        crate::booleans::table().problems
    );
    let table = crate::booleans::Table::read(
        "aws: {since: '1', names: [a], others: {aws_x: [b], aws_y: []}}\nx: {}\ny: {since: '1'}",
    );
    let wanted = ["`aws_x` of `aws`", "`aws_y` of `aws`", "`x` has no `since`", "`y` has no names"];
    assert_eq!(table.problems, wanted);
}

#[test]
fn mistakes_in_a_table_are_told() {
    let table = Table::read(
        "resources: {x: {kind: X, apiVersion: v1, object: y}}\nobjects: {x: {a: one z, b: lots}}",
    );
    assert_eq!(table.problems, ["`x.a`: `one z`", "`x.b`: `lots`", "resource `x`"]);
}

#[test]
fn types_are_known_in_every_version() {
    assert_eq!(kind_of("kubernetes_deployment"), Some("Deployment"));
    assert_eq!(kind_of("kubernetes_deployment_v1"), Some("Deployment"));
    assert_eq!(kind_of("kubernetes_horizontal_pod_autoscaler_v2beta2"), {
        Some("HorizontalPodAutoscaler")
    });
    assert_eq!(kind_of("kubernetes_config_map_v1_data"), None);
    assert_eq!(kind_of("aws_instance"), None);
}

#[test]
fn camel_case() {
    assert_eq!(camel("run_as_user"), "runAsUser");
    assert_eq!(camel("image"), "image");
}
