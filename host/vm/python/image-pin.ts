/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '469eb7526d2781080a92344127ec4bcea2343a6d9714121d46bdd8772321c046';
