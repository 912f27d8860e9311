"""The components: one folder each, one blueprint each. They never import each other; they meet in shared.events."""
