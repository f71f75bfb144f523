"""Papers on the screen: a look before printing, saving as PDF, the printer."""
