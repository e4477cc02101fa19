/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'ff8eb53a8073cd1f5c9f7a593fd388194cdfc22cedae22983a0db41b75d9b838';
