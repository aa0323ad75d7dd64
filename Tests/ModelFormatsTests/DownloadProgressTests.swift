import Testing

@testable import ModelFormats

@Suite struct DownloadProgressTests {
    @Test func saysWhatIsKnown() {
        var progress = DownloadProgress(received: 12_340_000, total: nil, rate: nil)
        #expect(progress.text == "12.3 MB")
        #expect(progress.fraction == nil && progress.remaining == nil)
        progress.total = 46_830_571
        progress.rate = 3_200_000
        #expect(progress.text == "12.3 MB of 46.8 MB, 3.2 MB/s, 11 s left")
        progress.isVerifying = true
        #expect(progress.text == "12.3 MB, verifying")
    }

    @Test func countsDown() {
        let texts = [0, 0.2, 59.5, 125, 12_000, 1e12].map(DownloadProgress.countdown)
        #expect(texts == ["0 s", "1 s", "1 min 0 s", "2 min 5 s", "3 h 20 min", "99 h 59 min"])
    }

    @Test func sizesAreForPeople() {
        #expect(
            [0, 49_999, 4_960_000, 99_940_000, 99_960_000, 553_467_096].map(\.asMegabytes)
                == ["0.0 MB", "0.0 MB", "5.0 MB", "99.9 MB", "100 MB", "553 MB"])
    }

    @Test func theRateIsThatOfTheLastFiveSeconds() throws {
        var rate = TransferRate()
        let start = ContinuousClock.now
        rate.add(1_000_000, at: start)
        #expect(rate.bytesPerSecond == nil)
        rate.add(1_500_000, at: start + .milliseconds(500))
        #expect(try #require(rate.bytesPerSecond) == 1_000_000)
        for second in 1...20 {
            rate.add(1_500_000 + second * 2_000_000, at: start + .milliseconds(500 + second * 1000))
        }
        #expect(abs(try #require(rate.bytesPerSecond) - 2_000_000) < 1)
    }
}
