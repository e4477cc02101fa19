finish(finish)
