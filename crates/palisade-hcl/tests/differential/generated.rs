use crate::difference;
use crate::generate::document;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_documents_are_read_alike(parts in document()) {
        let text = parts.concat();
        let found = difference(&text);
        // Keys of an object may come twice: see the known differences.
        if !found.as_ref().is_some_and(|found| found.contains("unique object key")) {
            prop_assert_eq!(found, None, "for {}", text);
        }
    }
}
