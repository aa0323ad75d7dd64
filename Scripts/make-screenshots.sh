#!/bin/sh
# Draws the pictures in screenshots/ with the release program, without a display.
set -eu
cd "$(dirname "$0")/.."
swift build -c release --product glassbox
glassbox=.build/release/glassbox
mkdir -p screenshots
"$glassbox" view Resources/photos/cat.png --screenshot screenshots/window.png
"$glassbox" view Resources/photos/coffee.png --mode grad-cam --screenshot screenshots/grad-cam.png
"$glassbox" view Resources/photos/cat.png --model vgg16-features --mode feature-map --layer block3_conv1 \
    --screenshot screenshots/feature-maps.png
