//! Measures parsing: `cargo run --release -p palisade-hcl --example throughput_hcl`.
//!
//! Generates varied Terraform text, parses it over and over, and prints the best megabytes per
//! second of this parser and, on a smaller part, of `hcl-edit`. With the argument `profile` it
//! parses a small part once, for counting instructions under a profiler.

use palisade_hcl::{Arena, parse};
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

/// A small generator of numbers, so that every run measures the same text.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.below(from.len() as u64) as usize).copied().unwrap_or("")
    }
}

const WORDS: &[&str] = &[
    "audit",
    "backup",
    "billing",
    "cache",
    "checkout",
    "data",
    "edge",
    "events",
    "frontend",
    "gateway",
    "inventory",
    "logs",
    "metrics",
    "orders",
    "payments",
    "queue",
    "reports",
    "search",
];

fn word(r: &mut Random) -> String {
    format!("{}_{}", r.pick(WORDS), r.below(1000))
}

fn tags(out: &mut String, r: &mut Random) {
    let (a, b) = (word(r), word(r));
    let _ = write!(
        out,
        r#"
  tags = merge(local.common_tags, {{
    Name        = "${{var.prefix}}-{a}"
    Environment = var.environment
    Owner       = "team-{b}"
    CostCenter  = "{}"
  }})
"#,
        r.below(90_000) + 10_000
    );
}

fn bucket(out: &mut String, r: &mut Random) {
    let name = word(r);
    let _ = write!(
        out,
        r#"
# Holds {name}; kept for {days} days.
resource "aws_s3_bucket" "{name}" {{
  bucket        = "${{var.prefix}}-${{data.aws_caller_identity.current.account_id}}-{name}"
  force_destroy = {force}
"#,
        days = r.below(400),
        force = r.pick(&["true", "false", "var.force_destroy"]),
    );
    tags(out, r);
    let _ = write!(
        out,
        r#"}}

resource "aws_s3_bucket_server_side_encryption_configuration" "{name}" {{
  bucket = aws_s3_bucket.{name}.id

  rule {{
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {{
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main[0].arn
    }}
  }}
}}

resource "aws_s3_bucket_public_access_block" "{name}" {{
  bucket                  = aws_s3_bucket.{name}.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}}
"#
    );
}

fn security_group(out: &mut String, r: &mut Random) {
    let name = word(r);
    let _ = write!(
        out,
        r#"
resource "aws_security_group" "{name}" {{
  name_prefix = "{name}-"
  description = "Traffic of {name}"
  vpc_id      = module.network.vpc_id
"#
    );
    for _ in 0..r.below(4) + 1 {
        let port = r.below(65_000);
        let _ = write!(
            out,
            r#"
  ingress {{
    description = "port {port}"
    from_port   = {port}
    to_port     = {port}
    protocol    = "tcp"
    cidr_blocks = ["10.{}.0.0/16", "10.{}.0.0/16", var.office_cidr] # private
  }}
"#,
            r.below(256),
            r.below(256)
        );
    }
    out.push_str("\n  lifecycle {\n    create_before_destroy = true\n  }\n");
    tags(out, r);
    out.push_str("}\n");
}

fn policy(out: &mut String, r: &mut Random) {
    let (name, bucket) = (word(r), word(r));
    let _ = write!(
        out,
        r#"
data "aws_iam_policy_document" "{name}" {{
  statement {{
    sid       = "Allow{}"
    effect    = "Allow"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.{bucket}.arn, "${{aws_s3_bucket.{bucket}.arn}}/*"]

    condition {{
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = [var.organization_id]
    }}
  }}
}}

resource "aws_iam_role_policy" "{name}" {{
  name = "{name}"
  role = aws_iam_role.service[each.key].id
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Effect   = "Allow"
        Resource = [for key in aws_kms_key.main : key.arn if key.enabled]
      }},
    ]
  }})
}}
"#,
        r.below(1000)
    );
}

fn instance(out: &mut String, r: &mut Random) {
    let name = word(r);
    let _ = write!(
        out,
        r#"
/*
 * The fleet of {name}.
 */
resource "aws_instance" "{name}" {{
  for_each = {{ for key, value in var.instances : key => value if value.enabled && length(value.zones) > 0 }}

  ami                    = coalesce(each.value.ami, data.aws_ami.latest.id)
  instance_type          = var.environment == "production" ? "m5.{}" : "t3.micro"
  subnet_id              = element(module.network.private_subnets, index(keys(var.instances), each.key))
  vpc_security_group_ids = concat([aws_security_group.{name}.id], aws_security_group.extra[*].id)
  monitoring             = !var.cheap

  user_data = <<-EOF
    #!/bin/bash
    set -euo pipefail
    yum install -y amazon-cloudwatch-agent jq
    echo "name=${{each.key}}" >> /etc/{name}.conf
    echo "region=${{data.aws_region.current.name}}" >> /etc/{name}.conf
    %{{ for mount in each.value.mounts ~}}
    mkdir -p ${{mount}}
    %{{ endfor ~}}
    systemctl enable --now {name}
  EOF

  root_block_device {{
    volume_size = {} * 10
    volume_type = "gp3"
    encrypted   = true
    kms_key_id  = try(aws_kms_key.main[0].arn, null)
  }}

  dynamic "ebs_block_device" {{
    for_each = each.value.disks
    content {{
      device_name = ebs_block_device.value.name
      volume_size = ebs_block_device.value.size
    }}
  }}

  metadata_options {{
    http_endpoint = "enabled"
    http_tokens   = "required"
  }}
"#,
        r.pick(&["large", "xlarge", "2xlarge"]),
        r.below(50) + 1
    );
    tags(out, r);
    out.push_str("}\n");
}

fn variable(out: &mut String, r: &mut Random) {
    let name = word(r);
    let _ = write!(
        out,
        r#"
variable "{name}" {{
  description = "How many {name} there are, at least {}."
  type        = map(object({{ size = number, zones = optional(list(string), []) }}))
  default = {{
    a = {{ size = {}, zones = ["eu-central-1a", "eu-central-1b"] }}
    b = {{ size = {} }}
  }}

  validation {{
    condition     = alltrue([for v in values(var.{name}) : v.size >= 1 && v.size <= 500])
    error_message = "The size must be between 1 and 500."
  }}
}}

output "{name}" {{
  value     = {{ for k, v in module.{name} : k => v.endpoint }}
  sensitive = true
}}
"#,
        r.below(9),
        r.below(500),
        r.below(500)
    );
}

fn module(out: &mut String, r: &mut Random) {
    let name = word(r);
    let _ = write!(
        out,
        r#"
module "{name}" {{
  source  = "terraform-aws-modules/rds/aws"
  version = "~> 6.{}"

  identifier             = "${{local.prefix}}-{name}"
  engine                 = "postgres"
  engine_version         = "15.{}"
  instance_class         = "db.r6g.large"
  allocated_storage      = {}
  storage_encrypted      = true
  multi_az               = var.environment == "production"
  backup_retention_days  = 14
  deletion_protection    = true
  vpc_security_group_ids = [module.security_group.security_group_id]

  parameters = [
    {{ name = "autovacuum", value = 1 }},
    {{ name = "client_encoding", value = "utf8" }},
    {{ name = "log_min_duration_statement", value = "{}" }},
  ]

  providers = {{
    aws = aws.primary
  }}

  depends_on = [module.network, aws_kms_key.main]
}}

locals {{
  {name}_subnets = [for i in range(3) : cidrsubnet(var.cidr, 8, i + {})]
  {name}_names   = {{ for s in local.services : lower(s.name) => s... if s.public }}
  {name}_flag    = local.enabled && (var.environment != "test" || var.force) ? 1 : 0
}}
"#,
        r.below(20),
        r.below(9),
        r.below(900) + 20,
        r.below(5000),
        r.below(100)
    );
}

fn generate(bytes: usize) -> String {
    let mut r = Random(0x9e37_79b9_7f4a_7c15);
    let mut out = String::with_capacity(bytes + 4096);
    while out.len() < bytes {
        match r.below(12) {
            0..=3 => bucket(&mut out, &mut r),
            4 | 5 => security_group(&mut out, &mut r),
            6 | 7 => policy(&mut out, &mut r),
            8 => instance(&mut out, &mut r),
            9 | 10 => variable(&mut out, &mut r),
            _ => module(&mut out, &mut r),
        }
    }
    out
}

fn best(bytes: usize, runs: u32, mut run: impl FnMut() -> usize) -> (f64, usize) {
    let (mut best, mut items) = (0.0f64, 0);
    for _ in 0..runs {
        let start = Instant::now();
        items = run();
        best = best.max(bytes as f64 / 1e6 / start.elapsed().as_secs_f64());
    }
    (best, items)
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout();
    if std::env::args().any(|argument| argument == "profile") {
        let text = generate(1_000_000);
        let arena = Arena::new();
        return writeln!(out, "{} items", parse(&arena, &text).body.items.len());
    }
    let text = generate(20_000_000);
    let mut arena = Arena::new();
    let (ours, items) = best(text.len(), 15, || {
        arena.reset();
        let parsed = parse(&arena, &text);
        assert!(parsed.errors.is_empty(), "{:?}", parsed.errors.first());
        parsed.body.items.len()
    });
    writeln!(
        out,
        "palisade-hcl, one text of {} MB: {ours:.0} MB/s ({items} items, arena of {} MB)",
        text.len() / 1_000_000,
        arena.bytes() / 1_000_000
    )?;

    // As a scan does it: many files of ordinary size.
    let files: Vec<String> = (1..200).map(|n| generate(n * 100)).collect();
    let size = files.iter().map(String::len).sum();
    let (ours, items) = best(size, 40, || {
        let each = |file: &String| {
            arena.reset();
            parse(&arena, file).body.items.len()
        };
        files.iter().map(each).sum()
    });
    writeln!(out, "palisade-hcl, {} files: {ours:.0} MB/s ({items} items)", files.len())?;

    let part = generate(1_000_000);
    let (theirs, items) = best(part.len(), 3, || {
        hcl_edit::parser::parse_body(&part).map_or(0, |body| body.iter().count())
    });
    writeln!(out, "hcl-edit, one text of 1 MB: {theirs:.0} MB/s ({items} items)")
}
