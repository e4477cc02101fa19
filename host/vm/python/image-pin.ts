/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '17eb85f7f93373e0faadf0c86c83910e127a526dfe9d69a906859866d1ae5b64';
