"""関係機関 and 社会資源, the municipalities by 年度, and what offices do together."""
