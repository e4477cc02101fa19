/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '3534d3df9514fe7141fcd29fb53729b2a620307fe035434ff5ddcda8d0994196';
