/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '08f4314c02d8d119108457cac73c5e3d2288f4ebf6e4669322409162dddec0e3';
