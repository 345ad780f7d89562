"""One file a tab: its texts, its functions, and its layout below them."""
