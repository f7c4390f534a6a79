"""What the published principles mean; pure Python, no input or output but its own data files."""
