/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '2fd5711c7dc6e9b214214cb8d6a8e2c63d7be7faf70524ee74b1989d883dbd1a';
