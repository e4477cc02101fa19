/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '9516fb51071081226a10bc7191d25987281c3c9bb0b0a2cb4223161ef623969b';
