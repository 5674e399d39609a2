"""Where articles come from: one loader a kind of source."""
