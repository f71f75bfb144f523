"""広域調整 and the exchange with 保護観察所: letters between offices that share no server."""
