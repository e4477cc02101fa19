class Box[T]: ...  #: S108 0-17
class Plain: ...
def first[T](items: list[T]) -> T: return items[0]
type Pair[T] = tuple[T, T]
