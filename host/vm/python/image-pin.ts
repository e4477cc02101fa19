/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'bff7047126b4954fc6120a4a48d6f9c83c33269ce39f232707775ba041286198';
