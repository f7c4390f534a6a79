"""Block Kit views, one file a surface: pure functions from what is known to what is shown."""
