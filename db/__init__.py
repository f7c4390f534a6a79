"""What is kept: the tables, the few verbs that read and write them, the figures."""
