/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '8282f19857ff3fc44e934ebaa650224898842c13b6d74bd76234476cfd13a810';
