"""What Slack sends us and what we show in Slack; no SQL, no clock arithmetic."""
