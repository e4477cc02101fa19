/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'aee1a6da5a462ea56341f87997fe5cdadbad2174e6448bea9c4db0153f3d7b73';
