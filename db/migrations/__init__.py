"""The database's history, one file a step; run by `db.migrate`.

A step is written by hand after the shape of the last one, and never changed once released. What it must do is told by
the test that compares models and migrations on both databases. One that rebuilds `decisions` on SQLite (Alembic's
batch mode) creates its triggers again.
"""
