"""広域: exchanges with other offices, the letters to and fro, and the partners."""
