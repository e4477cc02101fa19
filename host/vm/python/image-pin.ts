/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'd5e80de2fd6daa75e11d62e914748e1127ba68ed63c79ab97d6311b1849767bf';
