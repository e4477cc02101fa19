/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'a15dff1d3b86ce84cf113b2a35116107f0f65dcb48963bf32190c64ed732ecee';
