"""One file a platform: read mentions, and hide, show again, report or reply where its API can."""
