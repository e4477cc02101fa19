/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'c293122d51ad25e666fd69f0507b6fb9616356875f234ac22854dd98b16731c9';
