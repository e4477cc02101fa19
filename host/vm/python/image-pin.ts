/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'fce813f435d16550f50f37f45149d2b976bf72a106a87326ec3c615d18a8ddcb';
