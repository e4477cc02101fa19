/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'd592cf5329153077e2a1027e538b72776c91f80a0d314207168125305ede7ee5';
