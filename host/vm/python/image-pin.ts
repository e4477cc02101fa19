/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '9257a127dbbbc47560953bac494757aa821ee2bf2a278fb52d94471600be13a4';
