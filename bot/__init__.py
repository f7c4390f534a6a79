"""What runs: settings, command line, wiring, intake, delivery, clock jobs, web server."""
