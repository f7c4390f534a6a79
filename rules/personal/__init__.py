"""Personal details in a text (P14): what cards, logs and summaries never show."""
