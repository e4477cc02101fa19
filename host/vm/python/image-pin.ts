/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'a51dffd55b7a2ee48f80c8b2fa3b5d8814441c17f06b4ab00c64dc9345500523';
