//! A large plan of Terraform to measure with, as `terraform show -json` writes it: on one line.

use anyhow::{Context, Result};
use serde_json::{Value as Json, json};
use std::io::{BufWriter, Write};
use std::path::Path;

/// What was made.
pub(super) struct Plan {
    pub(super) resources: usize,
    pub(super) bytes: u64,
}

/// One kind of resource: its type, what stands in `values`, and what is known after apply.
type Make = fn(usize) -> (&'static str, Json, Json);

const KINDS: &[Make] = &[
    |n| {
        let values = json!({
            "bucket": format!("logs-{n}"), "bucket_prefix": null, "force_destroy": false,
            "tags": {"team": format!("team-{}", n % 40), "stage": "live"}, "timeouts": null,
        });
        (
            "aws_s3_bucket",
            values,
            json!({
                "acceleration_status": true, "acl": true, "arn": true, "bucket_domain_name": true,
                "cors_rule": true, "grant": true, "id": true, "lifecycle_rule": true, "logging": true,
                "policy": true, "region": true, "server_side_encryption_configuration": true,
                "tags": {}, "tags_all": true, "versioning": true, "website": true,
            }),
        )
    },
    |n| {
        let values = json!({
            "block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true,
            "restrict_public_buckets": n % 50 != 0,
        });
        ("aws_s3_bucket_public_access_block", values, json!({"bucket": true, "id": true}))
    },
    |n| {
        let rule = |port: usize| {
            json!({
                "cidr_blocks": ["10.0.0.0/8"], "description": "inside", "from_port": port,
                "ipv6_cidr_blocks": [], "prefix_list_ids": [], "protocol": "tcp",
                "security_groups": [], "self": false, "to_port": port,
            })
        };
        let values = json!({
            "description": "Managed by Terraform", "name": format!("group-{n}"),
            "name_prefix": null, "revoke_rules_on_delete": false, "tags": null, "timeouts": null,
            "egress": [rule(443)], "ingress": [rule(443), rule(5432), rule(6379)],
        });
        let unknown = json!({
            "arn": true, "id": true, "owner_id": true, "tags_all": true, "vpc_id": true,
            "egress": [{"cidr_blocks": [false]}],
            "ingress": [{"cidr_blocks": [false]}, {"cidr_blocks": [false]}, {"cidr_blocks": [false]}],
        });
        ("aws_security_group", values, unknown)
    },
    |n| {
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
                "Resource": [format!("arn:aws:s3:::logs-{n}/*")],
            }],
        });
        let values = json!({
            "description": null, "name": format!("policy-{n}"), "name_prefix": null, "path": "/",
            "policy": policy.to_string(), "tags": null,
        });
        ("aws_iam_policy", values, json!({"arn": true, "id": true, "tags_all": true}))
    },
    |n| {
        let values = json!({
            "allocated_storage": 20, "allow_major_version_upgrade": null,
            "auto_minor_version_upgrade": true, "backup_retention_period": 7,
            "copy_tags_to_snapshot": true, "deletion_protection": true, "engine": "postgres",
            "engine_version": "16.3", "iam_database_authentication_enabled": true,
            "instance_class": "db.t4g.medium", "max_allocated_storage": null,
            "monitoring_interval": 60, "multi_az": true, "performance_insights_enabled": true,
            "publicly_accessible": n % 100 == 0, "skip_final_snapshot": false,
            "storage_encrypted": true, "tags": {"team": "data"}, "username": "app",
            "password": format!("generated-{n}"), "restore_to_point_in_time": [], "s3_import": [],
        });
        let unknown = json!({
            "address": true, "arn": true, "endpoint": true, "id": true, "kms_key_id": true,
            "port": true, "resource_id": true, "tags": {}, "tags_all": true,
            "vpc_security_group_ids": true, "restore_to_point_in_time": [], "s3_import": [],
        });
        ("aws_db_instance", values, unknown)
    },
];

/// How many instances a module has.
const MODULES: usize = 400;

struct One {
    kind: &'static str,
    module: String,
    address: String,
    values: Json,
    unknown: Json,
}

fn one(n: usize) -> One {
    let (kind, values, unknown) = KINDS[n % KINDS.len()](n);
    let module = format!("module.shop[\"region-{}\"]", n / KINDS.len() % MODULES);
    let address = format!("{module}.{kind}.this[\"k{n}\"]");
    One { kind, module, address, values, unknown }
}

/// Writes a plan of at least so many bytes; every third resource is there already.
pub(super) fn make(path: &Path, bytes: u64) -> Result<Plan> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let file = std::fs::File::create(path)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    let mut out = BufWriter::new(file);
    // The size of one round tells how many are needed.
    let mut round = Vec::new();
    for n in 0..KINDS.len() * 3 {
        write_change(&mut round, &one(n), n)?;
        write_planned(&mut round, &one(n), n)?;
        if n.is_multiple_of(3) {
            write_planned(&mut round, &one(n), n)?;
        }
    }
    let each = round.len() as u64 / (KINDS.len() as u64 * 3);
    let count = usize::try_from(bytes / each.max(1) + 1).unwrap_or(usize::MAX);
    write!(
        out,
        r#"{{"format_version":"1.2","terraform_version":"1.9.0","variables":{{}},"planned_values":{{"outputs":{{}},"root_module":{{"child_modules":[{{"resources":["#
    )?;
    for n in 0..count {
        out.write_all(if n > 0 { b"," } else { b"" })?;
        write_planned(&mut out, &one(n), n)?;
    }
    write!(out, r#"],"address":"module.shop[\"region-0\"]"}}]}}}},"resource_changes":["#)?;
    for n in 0..count {
        out.write_all(if n > 0 { b"," } else { b"" })?;
        write_change(&mut out, &one(n), n)?;
    }
    let references = |names: &[&str]| json!({ "references": names });
    let resources: Vec<Json> = KINDS
        .iter()
        .map(|make| {
            let (kind, values, _) = make(0);
            let keys = values.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>());
            let mut expressions: serde_json::Map<String, Json> = keys
                .unwrap_or_default()
                .into_iter()
                .map(|key| (key, references(&["each.value", "var.settings"])))
                .collect();
            if kind == "aws_s3_bucket_public_access_block" {
                let names = ["aws_s3_bucket.this", "each.key"];
                expressions.insert("bucket".to_owned(), references(&names));
            }
            json!({
                "address": format!("{kind}.this"), "mode": "managed", "type": kind, "name": "this",
                "expressions": expressions, "for_each_expression": references(&["var.settings"]),
            })
        })
        .collect();
    let configuration = json!({"root_module": {"module_calls": {"shop": {
        "source": "./shop", "for_each_expression": {},
        "expressions": {"settings": references(&["local.settings"])},
        "module": {"resources": resources, "variables": {"settings": {}}},
    }}}});
    write!(
        out,
        r#"],"prior_state":{{"format_version":"1.0","values":{{"root_module":{{"resources":["#
    )?;
    for n in (0..count).step_by(3) {
        out.write_all(if n > 0 { b"," } else { b"" })?;
        write_planned(&mut out, &one(n), n)?;
    }
    write!(out, r#"]}}}}}},"configuration":{configuration},"errored":false}}"#)?;
    out.flush()?;
    drop(out);
    Ok(Plan { resources: count, bytes: std::fs::metadata(path)?.len() })
}

fn write_planned(out: &mut impl Write, one: &One, n: usize) -> Result<()> {
    let planned = json!({
        "address": one.address, "mode": "managed", "type": one.kind, "name": "this",
        "index": format!("k{n}"), "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0, "values": one.values, "sensitive_values": {"tags_all": {}},
    });
    Ok(write!(out, "{planned}")?)
}

fn write_change(out: &mut impl Write, one: &One, n: usize) -> Result<()> {
    let is_new = !n.is_multiple_of(3);
    let sensitive = match one.kind {
        "aws_db_instance" => json!({"password": true, "tags": {}}),
        _ => json!({"tags": {}}),
    };
    let change = json!({
        "address": one.address, "module_address": one.module, "mode": "managed",
        "type": one.kind, "name": "this", "index": format!("k{n}"),
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": if is_new { ["create"] } else { ["update"] },
            "before": if is_new { Json::Null } else { one.values.clone() },
            "after": one.values, "after_unknown": one.unknown,
            "before_sensitive": if is_new { Json::Bool(false) } else { sensitive.clone() },
            "after_sensitive": sensitive,
        },
    });
    Ok(write!(out, "{change}")?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn plans_are_whole_and_as_large_as_asked_for() {
        let folder = tempfile_folder();
        let path = folder.join("plan.json");
        let made = super::make(&path, 200_000).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(plan["resource_changes"].as_array().map(Vec::len), Some(made.resources));
        assert!(made.bytes >= 200_000, "{}", made.bytes);
        std::fs::remove_dir_all(folder).unwrap();
    }

    fn tempfile_folder() -> std::path::PathBuf {
        std::env::temp_dir().join(format!("palisade-bench-plan-{}", std::process::id()))
    }
}
