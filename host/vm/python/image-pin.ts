/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '048e7b9b22f8f9b087532c4877a43b27cb381f0f334be4dad84cfbd909876795';
