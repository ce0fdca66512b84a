//! The nouns of the domain: policies, resources, outcomes, findings.
