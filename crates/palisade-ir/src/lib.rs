//! The policy IR, its optimizer and its virtual machine.
