/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '62e4b29a6c4393dc1d0148ab9f00c4102f4457028ab48317b3e8c49bb79cfd47';
