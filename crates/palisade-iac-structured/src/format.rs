use std::path::Path;

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident($text:literal, $($why:tt)*);)*) => {
        /// A format of structured files.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Format {
            $($(#[$doc])* $name,)*
        }

        impl Format {
            /// All formats that are known, those that are not read among them.
            pub const ALL: &'static [Format] = &[$(Format::$name),*];

            /// The name of the format on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Format::$name => $text,)* }
            }

            /// Why files of it are not read and what to do: a lowercase fragment.
            #[must_use]
            pub const fn unsupported(self) -> Option<&'static str> {
                match self { $(Format::$name => formats!(@why $($why)*),)* }
            }
        }
    };
    (@why read) => { None };
    (@why $why:literal) => { Some($why) };
}

formats! {
    /// Comma-separated values.
    Csv("csv", read);
    /// Dockerfiles.
    Dockerfile("dockerfile", read);
    /// Variables of an environment.
    Dotenv("dotenv", read);
    /// The first version of HCL.
    Hcl1("hcl1", read);
    /// HCL as Terraform uses it.
    Hcl2("hcl2", read);
    /// `.gitignore`, `.dockerignore`.
    Ignore("ignore", read);
    /// INI.
    Ini("ini", read);
    /// JSON.
    Json("json", read);
    /// JSON with comments and trailing commas.
    Jsonc("jsonc", read);
    /// Java properties.
    Properties("properties", read);
    /// TOML.
    Toml("toml", read);
    /// XML.
    Xml("xml", read);
    /// YAML.
    Yaml("yaml", read);
    /// CUE.
    Cue("cue", "CUE is not read; export it to JSON (`cue export`) and check the result");
    /// EDN.
    Edn("edn", "EDN is not read; convert it to JSON and check the result");
    /// HOCON.
    Hocon("hocon", "HOCON is not read; convert it to JSON and check the result");
    /// Jsonnet.
    Jsonnet("jsonnet", "Jsonnet is not read; render it to JSON (`jsonnet`) and check the result");
    /// SPDX tag-value documents.
    Spdx("spdx", "tag-value SPDX is not read; write the document as JSON and check that");
    /// Protocol buffers as text.
    Textproto("textproto", "textproto is not read; convert it to JSON and check the result");
    /// Varnish configuration.
    Vcl("vcl", "VCL is not read; there is no other form of it to check");
}

impl Format {
    /// The format of a name on the command line.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// The format that the name of a file tells.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_lowercase();
        if ["dockerfile", "containerfile"].contains(&name.as_str())
            || name.starts_with("dockerfile.")
            || name.starts_with("containerfile.")
        {
            return Some(Format::Dockerfile);
        }
        if name == ".env" || name.starts_with(".env.") {
            return Some(Format::Dotenv);
        }
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending {
            "json" | "tfstate" => Format::Json,
            "jsonc" => Format::Jsonc,
            "yaml" | "yml" => Format::Yaml,
            "toml" => Format::Toml,
            "tf" | "tfvars" | "hcl" | "hcl2" | "tofu" => Format::Hcl2,
            "hcl1" => Format::Hcl1,
            "ini" => Format::Ini,
            "env" | "dotenv" => Format::Dotenv,
            "properties" => Format::Properties,
            "xml" => Format::Xml,
            "csv" => Format::Csv,
            "dockerfile" => Format::Dockerfile,
            "gitignore" | "dockerignore" | "helmignore" => Format::Ignore,
            "cue" => Format::Cue,
            "edn" => Format::Edn,
            "hocon" => Format::Hocon,
            "jsonnet" | "libsonnet" => Format::Jsonnet,
            "spdx" => Format::Spdx,
            "textproto" | "pbtxt" | "textpb" => Format::Textproto,
            "vcl" => Format::Vcl,
            _ => return None,
        })
    }
}
