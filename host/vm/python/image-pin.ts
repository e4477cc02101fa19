/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '8f536dc3bd9a9da400bdb8045af7f0708d76803f7251ce42ff2845fff9c91b24';
