"""所在とできごと: where the person is and was; 再逮捕, 再入所, 所在不明, 入院, 死亡 and what they lead to."""
