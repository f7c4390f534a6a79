"""Invented probes of what no labelled set asks: risk to life, anger without a breach, personal details."""
