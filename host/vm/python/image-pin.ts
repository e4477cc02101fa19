/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '9f0f5a54efee5bbe614a57b7f8f955d6a560ebeb29436251cdb73ac5636b76f2';
