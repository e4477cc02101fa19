/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '25327764b584aec6aa539dfd2b1cdc5e4971760c9d7cad42037e6627f252ae8a';
