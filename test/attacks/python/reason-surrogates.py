raise ValueError("\ud800" + "é" * 2000)
