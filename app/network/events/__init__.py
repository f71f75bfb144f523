"""研修・普及啓発・ネットワーク構築: events, who took part, and how many."""
