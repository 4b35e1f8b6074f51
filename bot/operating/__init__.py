"""What an operator sees: logs without secrets, figures for Prometheus, a page that says how the bot is, signs of life for systemd."""
