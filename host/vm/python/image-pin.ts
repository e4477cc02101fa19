/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '1c36b7dbea0e321a4aaca0003d14045d66c96ac07238c32f2c1ad1cf6e2e9e2a';
